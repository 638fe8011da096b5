import type { Session } from 'electron';
import type { OwnPage } from './own-page.ts';

/** What our own page may do: show notifications, and copy text it was asked to copy. Everything else is refused. */
const ALLOWED: readonly string[] = ['notifications', 'clipboard-sanitized-write'];

export function denyPermissions(session: Session, page: OwnPage): void {
  session.setPermissionRequestHandler((_contents, permission, answer, details) => {
    answer(details.isMainFrame && ALLOWED.includes(permission) && page.shows(details.requestingUrl));
  });
  session.setPermissionCheckHandler((_contents, permission, origin) => ALLOWED.includes(permission) && page.shows(origin));
  session.setDevicePermissionHandler(() => false);
}
