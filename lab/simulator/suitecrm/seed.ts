import type { Crm } from './crm.ts';

const entered = '2026-11-21 21:51:00';

interface SeedRecord {
  readonly module: string;
  readonly id: string;
  readonly values: Readonly<Record<string, string>>;
}

const currency = (
  id: string,
  name: string,
  symbol: string,
  iso4217: string,
  rate: string,
  status = 'Active',
): SeedRecord => ({
  module: 'Currencies',
  id,
  values: { name, symbol, iso4217, conversion_rate: rate, status },
});

const category = (id: string, name: string, values: Readonly<Record<string, string>> = {}): SeedRecord => ({
  module: 'AOS_Product_Categories',
  id,
  values: { name, is_parent: '1', ...values },
});

const promotion = (
  id: string,
  name: string,
  code: string,
  values: Readonly<Record<string, string>> = {},
): SeedRecord => ({
  module: 'OWL_Promotions',
  id,
  values: {
    name,
    code,
    assigned_user_id: '1',
    priority: '0',
    exclusive: '0',
    usage_limit: '0',
    used: '0',
    coupon_based: '0',
    ...values,
  },
});

const located = { jjwg_maps_lng_c: '0.00000000', jjwg_maps_lat_c: '0.00000000' };

/** The ids the API guides name. EUR carries no ISO code, as in the guides; there are two categories DUP. */
const records: readonly SeedRecord[] = [
  currency('6ccfc88a-598b-898a-91f5-5f7ed4511cc2', 'EUR', 'EUR', '', '1.2'),
  currency('47009c9c-6151-33e1-49a1-5ea287700de2', 'US Dollar', '$', 'USD', '0.033'),
  currency('57009c9c-6151-33e1-49a1-5ea287700de2', 'Japanese Yen', '¥', 'JPY', '4.5', 'Inactive'),
  category('173f2e49-ebc0-ac85-f383-5f7d82c7b1fb', 'E', { description: 'Experiences體驗大類', assigned_user_id: '1' }),
  category('3acafc7c-0a86-43fd-5ee5-5f7ec877ae39', 'MIS'),
  category('273f2e49-ebc0-ac85-f383-5f7d82c7b1fb', 'DUP'),
  category('373f2e49-ebc0-ac85-f383-5f7d82c7b1fb', 'DUP'),
  { module: 'SecurityGroups', id: 'a253557e-40f7-11eb-8665-fa163ef36d26', values: { name: 'Experiece' } },
  { module: 'SecurityGroups', id: '70b1530c-40da-11eb-8665-fa163ef36d26', values: { name: 'Market' } },
  { module: 'ProspectLists', id: 'b1111111-40da-11eb-8665-fa163ef36d26', values: { name: 'Customers' } },
  { module: 'Accounts', id: 'dfd71a55-ae2d-1849-b491-5eac392fac52', values: { name: 'Experience', ...located } },
  { module: 'Accounts', id: '670f411d-7f4f-abc5-d253-5eac39e93e09', values: { name: 'EC_Market', ...located } },
  promotion('34371b7d-6437-ca5c-a772-5facafb3942f', 'Experiece Premium', 'PROMO10', {
    priority: '1',
    date_start: '2020-11-11 04:00:00',
    date_end: '2020-11-11 05:00:00',
  }),
  promotion('95ccec35-d944-3df1-edd1-5faba28ab21f', 'Market Premium 500', 'Market Premium 500', {
    description: '單筆消費折扣後滿 500 元即享免運費',
  }),
  promotion('cbfd0ade-3c89-5737-0933-5faba09842b2', 'Market Premium 9 percetage discount', 'Market Premium'),
  {
    module: 'Users',
    id: '1',
    values: { user_name: 'admin', last_name: 'Administrator', is_admin: '1', employee_status: 'Active' },
  },
  {
    module: 'Users',
    id: '4e640918-9db7-2121-94b5-5eba64642e0c',
    values: { user_name: 'experience', last_name: 'Experience', is_admin: '0' },
  },
];

/** Fills an empty store with the records of the API guides. */
export function plantSeed(crm: Crm): void {
  for (const { module, id, values } of records) {
    const stamps = { date_entered: entered, date_modified: entered, created_by: '1', modified_user_id: '1' };
    crm.store.table(module).put({ id, deleted: false, values: { ...stamps, ...values } });
  }
}
