export function ReservationsScreen() {
  return null;
}
