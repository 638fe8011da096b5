import '@mantine/charts/styles.css';
import type { ProviderHealth } from '@banrimkwae/contract/providers';
import { BarChart } from '@mantine/charts';
import { Button, Group, Table } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { useMemo } from 'react';
import { Section } from '../../drawer/section.tsx';
import { csvOf, saveText } from '../../lists/csv.ts';
import { useText } from '../../text/use-text.ts';
import { formatInstant } from '../../time/format-time.ts';
import { useTimeStyle } from '../../time/resort.tsx';
import { useNow } from '../../time/use-now.ts';

const SLICE = 5 * 60_000;
const TICK = 60_000;

/** Requests of the last two hours: a bar every five minutes from zero, failures on top; the figures behind it one click away. */
export function RecentRequests({ recent, name }: { recent: ProviderHealth['recent']; name: string }) {
  const { t } = useText();
  const rows = useRows(recent);
  const [answered, failed] = [t('connections.answered'), t('connections.failed')];
  const head = [t('connections.time'), answered, failed];
  const save = () =>
    saveText(
      `${name}-requests.csv`,
      csvOf(
        head,
        rows.map((row) => [row.time, row.answered, row.failed]),
      ),
      'text/csv',
    );
  return (
    <Section
      title={t('connections.recent')}
      action={
        <Button variant="subtle" size="compact-sm" leftSection={<IconDownload size={14} />} onClick={save}>
          CSV
        </Button>
      }
    >
      <BarChart
        h={150}
        data={rows}
        dataKey="time"
        type="stacked"
        series={[
          { name: 'answered', label: answered, color: 'river.6' },
          { name: 'failed', label: failed, color: 'red.8' },
        ]}
        withLegend
        legendProps={{ verticalAlign: 'bottom' }}
        barProps={{ isAnimationActive: false }}
        xAxisProps={{ interval: 5 }}
        yAxisProps={{ width: 36, allowDecimals: false, domain: [0, 'auto'] }}
      />
      <details>
        <summary>{t('connections.asTable')}</summary>
        <Group style={{ maxHeight: 240, overflow: 'auto' }}>
          <Table withRowBorders={false} verticalSpacing={2}>
            <Table.Thead>
              <Table.Tr>
                {head.map((title) => (
                  <Table.Th key={title}>{title}</Table.Th>
                ))}
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {rows.map((row) => (
                <Table.Tr key={row.at}>
                  <Table.Td>{row.time}</Table.Td>
                  <Table.Td>{row.answered}</Table.Td>
                  <Table.Td>{row.failed}</Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </Group>
      </details>
    </Section>
  );
}

function useRows(recent: ProviderHealth['recent']) {
  const style = useTimeStyle();
  const now = useNow(TICK);
  return useMemo(() => {
    const end = Math.floor(now.getTime() / SLICE) * SLICE;
    return recent.map(({ total, failed }, index) => {
      const at = new Date(end - (recent.length - 1 - index) * SLICE).toISOString();
      return { at, time: formatInstant(at, 'clock', style), answered: total - failed, failed };
    });
  }, [recent, now, style]);
}
