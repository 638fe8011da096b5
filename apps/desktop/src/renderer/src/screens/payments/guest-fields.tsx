import { Group, Select, TextInput } from '@mantine/core';
import { useMemo } from 'react';
import details from '../../details/details.module.css';
import { useText } from '../../text/use-text.ts';
import { needsOf, type Way } from './payment-ways.ts';
import { ReservationPicker } from './reservation-picker.tsx';
import { fieldsOfStay, type TakeForm } from './take-fields.ts';

/** From whom: found by the booking, or typed for a guest who just walked in. */
export function GuestFields({ form, way }: { form: TakeForm; way: Way | undefined }) {
  const { t } = useText();
  const needs = way ? needsOf(way) : { must: [], may: [] };
  const email = needs.must.includes('email') ? t('payments.emailNeeded') : t('payments.emailWhy');
  return (
    <>
      <ReservationPicker choose={(stay) => form.setValues(fieldsOfStay(stay))} />
      <Group grow align="flex-start">
        <TextInput label={t('payments.guest')} required maxLength={120} {...form.getInputProps('guest')} />
        <TextInput label={t('payments.room')} maxLength={30} {...form.getInputProps('room')} />
      </Group>
      <TextInput label={t('payments.about')} required maxLength={200} {...form.getInputProps('about')} />
      <Group grow align="flex-start">
        <TextInput
          label={t('payments.email')}
          description={email}
          required={needs.must.includes('email')}
          type="email"
          {...form.getInputProps('email')}
        />
        <TextInput
          label={t('payments.phone')}
          description={needs.must.includes('phone') ? t('payments.phoneNeeded') : t('payments.optional')}
          required={needs.must.includes('phone')}
          maxLength={30}
          {...form.getInputProps('phone')}
        />
      </Group>
      <details className={details.fold}>
        <summary>{t('payments.moreOfGuest')}</summary>
        <Group grow align="flex-start" mt={8}>
          <Country form={form} />
          <TextInput
            label={t('payments.booking')}
            description={t('payments.bookingWhat')}
            maxLength={80}
            {...form.getInputProps('booking')}
          />
        </Group>
      </details>
    </>
  );
}

const letters = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ'];
/** Not of a country: unions, tests, and what ISO 3166 leaves to its users. */
const noCountry = /^(EU|EZ|UN|XA|XB|ZZ|QO)$/;

function Country({ form }: { form: TakeForm }) {
  const { t, language } = useText();
  const data = useMemo(() => {
    const names = new Intl.DisplayNames([language], { type: 'region', fallback: 'none' });
    return letters
      .flatMap((first) => letters.map((second) => `${first}${second}`))
      .flatMap((code) => {
        const name = noCountry.test(code) ? undefined : names.of(code);
        return name === undefined ? [] : [{ value: code, label: name }];
      })
      .toSorted((left, right) => left.label.localeCompare(right.label, language));
  }, [language]);
  return (
    <Select
      label={t('payments.country')}
      description={t('payments.countryWhy')}
      searchable
      clearable
      limit={50}
      clearButtonProps={{ 'aria-label': t('payments.noCountry') }}
      data={data}
      {...form.getInputProps('country')}
    />
  );
}
