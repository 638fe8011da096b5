export function RequestDetail() {
  return null;
}
