export function ReservationDetail() {
  return null;
}
