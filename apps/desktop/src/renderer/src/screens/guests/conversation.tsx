export function ConversationThread() {
  return null;
}
