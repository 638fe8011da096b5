export function ConnectionDetail() {
  return null;
}
