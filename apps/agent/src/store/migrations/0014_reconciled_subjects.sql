-- Whether a payment agreed on any day is asked for each payment of a day.
CREATE INDEX reconciled_lines_by_subject ON reconciled_lines (provider, subject);
