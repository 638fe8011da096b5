import access from './th/access.json';
import approvals from './th/approvals.json';
import audit from './th/audit.json';
import connections from './th/connections.json';
import deadLetters from './th/dead-letters.json';
import disputes from './th/disputes.json';
import feedback from './th/feedback.json';
import fees from './th/fees.json';
import gaps from './th/gaps.json';
import guests from './th/guests.json';
import moneyRules from './th/money-rules.json';
import outgoing from './th/outgoing.json';
import payments from './th/payments.json';
import reconciliation from './th/reconciliation.json';
import refund from './th/refund.json';
import replay from './th/replay.json';
import rooms from './th/rooms.json';
import settings from './th/settings.json';
import shell from './th/shell.json';
import states from './th/states.json';
import today from './th/today.json';
import traffic from './th/traffic.json';
import wayIn from './th/way-in.json';

/** Every text of the control centre by area, in Thai. */
export const th = {
  shell,
  access,
  today,
  payments,
  refund,
  approvals,
  disputes,
  reconciliation,
  fees,
  moneyRules,
  outgoing,
  rooms,
  guests,
  connections,
  wayIn,
  traffic,
  replay,
  deadLetters,
  gaps,
  audit,
  settings,
  states,
  feedback,
};
