import { Bilingual } from '@banrimkwae/contract/primitives';
import { TunnelKind, TunnelState, type TunnelStatus } from '@banrimkwae/contract/tunnel';
import * as z from 'zod';
import { json } from '../store/columns.ts';
import type { Sqlite } from '../store/database.ts';
import { readSetting, removeSetting, writeSetting } from '../store/settings.ts';
import { type MasterKey, Sealed } from '../vault/cipher.ts';
import { resealForm, type SealedForm } from '../vault/sealed-form.ts';

const FormRow = z.object({
  kind: TunnelKind,
  configuration: json(z.record(z.string(), z.union([z.string(), z.boolean()]))),
  credentials_encrypted: json(z.record(z.string(), Sealed)),
});
const HistoryRow = z.object({ at: z.string(), state: TunnelState, sentence: json(Bilingual) });
/** The address last proved, and the way in it belongs to. */
const ProvedAddress = json(z.object({ kind: TunnelKind, url: z.string() }));
export type ProvedAddress = z.infer<typeof ProvedAddress>;

type KeptForm = Pick<SealedForm, 'values' | 'sealed'>;
export type TunnelTable = ReturnType<typeof createTunnelTable>;

const CHOICE = 'tunnel_kind';
const ADDRESS = 'tunnel_address';
const KEPT_HISTORY = 500;
const SHOWN_HISTORY = 50;

/** SQL of the tunnel's forms and history; which one is chosen stands among the settings. */
export function createTunnelTable(database: Sqlite) {
  const find = database.prepare('SELECT * FROM tunnel_forms WHERE kind = ?');
  const save = database.prepare(
    `INSERT INTO tunnel_forms (kind, configuration, credentials_encrypted, updated_at) VALUES (?, ?, ?, ?)
     ON CONFLICT (kind) DO UPDATE SET configuration = excluded.configuration, credentials_encrypted = excluded.credentials_encrypted,
     updated_at = excluded.updated_at`,
  );
  const remember = database.prepare('INSERT INTO tunnel_history (at, state, sentence) VALUES (?, ?, ?)');
  const trim = database.prepare('DELETE FROM tunnel_history WHERE id <= (SELECT max(id) FROM tunnel_history) - ?');
  const newest = database.prepare('SELECT at, state, sentence FROM tunnel_history ORDER BY id DESC LIMIT ?');
  return {
    chosen: (): TunnelKind | null => TunnelKind.nullable().parse(readSetting(database, CHOICE) ?? null),
    choose: (kind: TunnelKind, at: string): void => writeSetting(database, { name: CHOICE, value: kind, at }),
    forget: (): void => removeSetting(database, CHOICE),
    form: (kind: TunnelKind): KeptForm => {
      const row = FormRow.optional().parse(find.get(kind));
      return { values: row?.configuration ?? {}, sealed: row?.credentials_encrypted ?? {} };
    },
    save: (kind: TunnelKind, { values, sealed }: KeptForm, at: string): void => {
      save.run(kind, JSON.stringify(values), JSON.stringify(sealed), at);
    },
    provedAddress: (): ProvedAddress | undefined => ProvedAddress.optional().parse(readSetting(database, ADDRESS)),
    rememberAddress: (address: ProvedAddress, at: string): void =>
      writeSetting(database, { name: ADDRESS, value: JSON.stringify(address), at }),
    remember: ({ at, state, sentence }: TunnelStatus['history'][number]): void => {
      remember.run(at, state, JSON.stringify(sentence));
      trim.run(KEPT_HISTORY);
    },
    history: (): TunnelStatus['history'] => z.array(HistoryRow).parse(newest.all(SHOWN_HISTORY)),
  };
}

/** What a form's secrets are bound to. */
export function formOwner(kind: TunnelKind): string {
  return `tunnel/${kind}`;
}

/** Re-encrypts every secret of every form with a new key, in one transaction. Returns how many. */
export function rotateTunnelSecrets(database: Sqlite, keys: { from: MasterKey; to: MasterKey }, at: string): number {
  const table = createTunnelTable(database);
  return database.transaction(() => {
    let count = 0;
    for (const kind of TunnelKind.options) {
      const { values, sealed } = table.form(kind);
      if (Object.keys(sealed).length === 0) continue;
      table.save(kind, { values, sealed: resealForm({ owner: formOwner(kind), sealed }, keys) }, at);
      count += Object.keys(sealed).length;
    }
    return count;
  })();
}
