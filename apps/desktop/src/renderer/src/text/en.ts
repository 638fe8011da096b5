import access from './en/access.json';
import approvals from './en/approvals.json';
import audit from './en/audit.json';
import connections from './en/connections.json';
import deadLetters from './en/dead-letters.json';
import disputes from './en/disputes.json';
import feedback from './en/feedback.json';
import fees from './en/fees.json';
import gaps from './en/gaps.json';
import guests from './en/guests.json';
import moneyRules from './en/money-rules.json';
import outgoing from './en/outgoing.json';
import payments from './en/payments.json';
import reconciliation from './en/reconciliation.json';
import refund from './en/refund.json';
import replay from './en/replay.json';
import rooms from './en/rooms.json';
import settings from './en/settings.json';
import shell from './en/shell.json';
import states from './en/states.json';
import today from './en/today.json';
import traffic from './en/traffic.json';
import wayIn from './en/way-in.json';

/** Every text of the control centre by area, in English. */
export const en = {
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
