export function Refused() {
  return null;
}
