import access from './en/access.json';
import audit from './en/audit.json';
import connections from './en/connections.json';
import feedback from './en/feedback.json';
import guests from './en/guests.json';
import payments from './en/payments.json';
import refund from './en/refund.json';
import rooms from './en/rooms.json';
import settings from './en/settings.json';
import shell from './en/shell.json';
import states from './en/states.json';
import today from './en/today.json';
import traffic from './en/traffic.json';

/** Every text of the control centre by area, in English. */
export const en = { shell, access, today, payments, refund, rooms, guests, connections, traffic, audit, settings, states, feedback };
