-- What comes again and again from one address for one reason is one row that counts.
ALTER TABLE refused_deliveries ADD COLUMN repeated INTEGER NOT NULL DEFAULT 0;
ALTER TABLE refused_deliveries ADD COLUMN last_at TEXT NOT NULL DEFAULT '';
-- Provider and reason; all names that are no provider's are one group, or whoever makes names up would have one each.
ALTER TABLE refused_deliveries ADD COLUMN kind TEXT NOT NULL DEFAULT '';
UPDATE refused_deliveries SET last_at = received_at, kind = iif(reason = 'not_found', '', provider_id) || ' ' || reason;
CREATE INDEX refused_by_kind ON refused_deliveries (kind, sequence);

-- The bytes go before the row does: the row keeps a late repeat from counting as new. Bytes that went are empty.
ALTER TABLE webhook_events ADD COLUMN body_dropped_at TEXT;
-- Who shares a delivery's bytes; without it deleting a row would read the whole table for those that name it.
CREATE INDEX events_of_same_delivery ON webhook_events (same_delivery_as) WHERE same_delivery_as IS NOT NULL;
