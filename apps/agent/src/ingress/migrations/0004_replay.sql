-- Dead letters by reason, and how many there are, without reading a single body. Costs nothing for an event that does not fail.
CREATE INDEX idx_dead_letters ON webhook_events (provider_id, event_type, error_code, error_message, effect, id, received_at)
  WHERE processing_status = 'failed' AND discard_reason IS NULL;
