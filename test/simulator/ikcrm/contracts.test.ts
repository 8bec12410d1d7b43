import { describe, expect, it } from 'vitest';
import { start } from '../../support/simulator/ikcrm-api.ts';

describe('contracts', () => {
  it('are shown as in the guide, with their lines', async () => {
    const { call } = await start();
    const { status, json } = await call('GET', '/contracts/104');
    expect([status, json?.code]).toEqual([200, 0]);
    expect(json?.data).toMatchObject({ id: 104, title: '经理1的合同', total_amount: '200000.0' });
    expect(json?.data?.product_assets_for_new_record).toEqual([
      expect.objectContaining({
        id: 694136,
        quantity: 1,
        product: expect.objectContaining({ id: 511521, name: '3', product_no: '3', standard_unit_price: '3.0' }),
        standard_unit_price: '3.0',
        total_price: '3.0',
        discount: '100.0%',
        recommended_unit_price: '3.0',
        remark: '',
        product_id: 511521,
      }),
    ]);
    expect(json?.products).toEqual({ count: 1, details: [{ id: 511521, name: '3', product_no: '3' }] });
  });

  it('get one line, in JSON or as the form of the guide', async () => {
    const { call, send, token, simulator } = await start();
    const one = { product_id: 511522, quantity: '2', recommended_unit_price: '100.50', remark: '首批' };
    const { json } = await call('POST', '/contracts/105/product_assets', { product_asset: one });
    expect(json?.data?.product_assets_for_new_record).toMatchObject([
      {
        quantity: 2,
        recommended_unit_price: '100.5',
        total_price: '201.0',
        remark: '首批',
      },
    ]);
    const form = new URLSearchParams({
      user_token: token,
      device: 'open_api',
      version_code: '9.9.9',
      'product_asset[product_id]': '511523',
      'product_asset[quantity]': '1',
    });
    await send(
      'POST',
      '/api/v2/contracts/105/product_assets',
      { 'content-type': 'application/x-www-form-urlencoded' },
      form.toString(),
    );
    expect(simulator.lines('105').map((line) => [line.productId, line.recommendedUnitPrice])).toEqual([
      ['511522', '100.5'],
      ['511523', '66'],
    ]);
  });

  it.each([
    [
      'an array',
      [
        { product_id: 511521, quantity: 1 },
        { product_id: '511522', quantity: '2.5' },
      ],
    ],
    ['indices', { 0: { product_id: 511521, quantity: 1 }, 1: { product_id: '511522', quantity: '2.5' } }],
  ])('get several lines as %s', async (_, lines) => {
    const { call, simulator } = await start();
    await call('POST', '/contracts/105/product_assets', { contract: { product_assets_attributes: lines } });
    expect(simulator.lines('105').map(({ quantity }) => quantity)).toEqual(['1', '2.5']);
  });

  it.each([
    ['an unknown contract', '999', { product_id: 511521, quantity: 1 }, '合同不存在'],
    ['an unknown product', '105', { product_id: 1, quantity: 1 }, '产品不存在'],
    ['no product', '105', { quantity: 1 }, '产品不能为空'],
    ['no quantity', '105', { product_id: 511521 }, '数量不能为空'],
    ['a quantity of 0', '105', { product_id: 511521, quantity: 0 }, '数量必须大于0'],
    ['a quantity that is no number', '105', { product_id: 511521, quantity: '2,5' }, '数量不是数字'],
    ['a negative price', '105', { product_id: 511521, quantity: 1, recommended_unit_price: '-1' }, '推荐价格不能小于0'],
    ['a remark that is no text', '105', { product_id: 511521, quantity: 1, remark: ['x'] }, '备注格式错误'],
    ['nothing', '105', null, '参数错误'],
  ])('refuse %s with 200 and a code, and keep nothing of the call', async (_, id, line, message) => {
    const { call, simulator } = await start();
    const before = simulator.snapshot();
    const lines = line === null ? [] : [{ product_id: 511521, quantity: 1 }, line];
    const { status, json } = await call('POST', `/contracts/${id}/product_assets`, {
      contract: { product_assets_attributes: lines },
    });
    expect([status, json?.message]).toEqual([200, message]);
    expect(json?.code).toBeGreaterThan(0);
    expect(simulator.snapshot()).toEqual(before);
  });

  it('are changed by people', async () => {
    const { call, simulator } = await start();
    const [seeded] = simulator.lines('104');
    const added = simulator.add('104', { productId: '511523', quantity: '1', recommendedUnitPrice: '60', remark: '' });
    simulator.edit('104', added.id, { remark: '改过' });
    simulator.remove('104', seeded?.id ?? '');
    const { json } = await call('GET', '/contracts/104');
    expect(json?.data?.product_assets_for_new_record).toEqual([expect.objectContaining({ remark: '改过' })]);
    simulator.reset();
    expect(simulator.lines('104')).toEqual([seeded]);
  });
});

describe('lists', () => {
  it('give the lines of a contract and the products, page by page', async () => {
    const { call, simulator } = await start();
    simulator.add('104', { productId: '511523', quantity: '1', recommendedUnitPrice: '60', remark: '' });
    const lines = await call('GET', '/products/product_assets?entity_type=contract&entity_id=104&page=2&per_page=1');
    expect(lines.json?.data).toMatchObject({ has_next_page: false, product_assets: [{ product_id: 511523 }] });
    const products = await call('GET', '/products?page=1&per_page=1&query=茶');
    expect(products.json?.data).toMatchObject({ total_count: 3, has_next_page: true, products: [{ id: 511522 }] });
  });
});
