export function RoomsScreen() {
  return null;
}
