export function GuestsScreen() {
  return null;
}
