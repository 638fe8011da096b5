export function WebhookDetail() {
  return null;
}
