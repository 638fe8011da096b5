import { inflateSync } from 'node:zlib';
import { beforeEach, describe, expect, it } from 'vitest';
import { link, openTestAccount, qr, type TestAccount } from './account-rig.ts';

describe('the pages where guests pay', () => {
  let account: TestAccount;
  beforeEach(async () => {
    account = await openTestAccount();
  });
  const ask = async (path: string, action?: string) => {
    const body = action === undefined ? {} : { method: 'POST', body: new URLSearchParams({ action }) };
    const answer = await fetch(`${account.pages}${path}`, { redirect: 'manual', ...body });
    return {
      status: answer.status,
      location: answer.headers.get('location'),
      type: answer.headers.get('content-type'),
      bytes: Buffer.from(await answer.arrayBuffer()),
    };
  };

  it('takes a payment by one press, without any card number, and leads back', async () => {
    const session = await account.stripe.checkout.sessions.create(
      link(150_000, {
        line_items: [{ price_data: { currency: 'thb', unit_amount: 150_000, product_data: { name: 'Suite <"best">' } } }],
      }),
    );
    const path = new URL(session.url ?? '').pathname;
    const shown = await ask(path);
    const page = shown.bytes.toString();
    expect([shown.status, shown.type]).toEqual([200, 'text/html; charset=utf-8']);
    expect(page).toContain('฿1,500.00');
    expect(page).toContain('Suite &#60;&#34;best&#34;&#62;');
    expect(page).not.toContain('<input');
    const declined = await ask(path, 'decline');
    expect([declined.status, declined.bytes.toString().includes('Your card was declined.')]).toEqual([402, true]);
    const paid = await ask(path, 'pay');
    expect([paid.status, paid.location]).toEqual([303, `https://resort.example.com/thanks?session=${session.id}`]);
    expect((await account.stripe.checkout.sessions.retrieve(session.id)).payment_status).toBe('paid');
    expect((await ask(path)).status).toBe(404);
  });

  it('offers PromptPay where the page does', async () => {
    const session = await account.stripe.checkout.sessions.create(link(150_000, { payment_method_types: ['card', 'promptpay'] }));
    const path = new URL(session.url ?? '').pathname;
    expect((await ask(path)).bytes.toString()).toContain('Pay with PromptPay');
    expect((await ask(path, 'promptpay')).status).toBe(303);
    const { data } = await account.stripe.charges.list();
    expect(data[0]?.payment_method_details?.type).toBe('promptpay');
  });

  it('shows the QR as page, vectors and pixels, until it is paid', async () => {
    const intent = await account.stripe.paymentIntents.create(qr(64_000));
    const action = intent.next_action?.promptpay_display_qr_code;
    const [page, svg, png] = [action?.hosted_instructions_url, action?.image_url_svg, action?.image_url_png].map(
      (url) => new URL(url ?? '').pathname,
    );
    expect((await ask(page ?? '')).bytes.toString()).toContain('฿640.00');
    expect((await ask(svg ?? '')).bytes.toString()).toMatch(/^<svg .*<\/svg>$/);
    const image = (await ask(png ?? '')).bytes;
    const width = image.readUInt32BE(16);
    expect([image.subarray(1, 4).toString(), image.readUInt32BE(20)]).toEqual(['PNG', width]);
    expect(inflateSync(image.subarray(41, 41 + image.readUInt32BE(33)))).toHaveLength(width * (width + 1));
    expect((await ask(page ?? '', 'pay')).bytes.toString()).toContain('The payment was received');
    expect((await account.stripe.paymentIntents.retrieve(intent.id)).status).toBe('succeeded');
    expect([(await ask(page ?? '', 'pay')).status, (await ask(svg ?? '')).status, (await ask('/else')).status]).toEqual([404, 404, 404]);
  });
});
