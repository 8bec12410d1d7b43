import { ContractStore, type Product, type StoredContract } from './store.ts';

const products: readonly Product[] = [
  { id: '511521', name: '3', productNo: '3', unitPrice: '3' },
  { id: '511522', name: '乌龙茶礼盒', productNo: 'WL-001', unitPrice: '128.5' },
  { id: '511523', name: '茉莉花茶', productNo: 'ML-002', unitPrice: '66' },
  { id: '511524', name: '茶具套装', productNo: 'CJ-003', unitPrice: '0.99' },
];

const user = { id: 254, name: '周星驰', organization_id: 49, job: '导演', department_name: '总经理办公室' };

/** The contract of the guide's example, as far as anybody may look at it. */
const example = {
  category: '3486',
  category_mapped: '代理合同',
  payment_type: '3490',
  payment_type_mapped: '支票',
  status: '3496',
  status_mapped: '新建',
  is_editable: true,
  organization_id: 49,
  title: '经理1的合同',
  total_amount: '200000.0',
  start_at: '2014-11-07',
  end_at: '2014-11-07',
  received_payments_amount: '1000.0',
  unreceived_amount: 199000.0,
  sign_date: '2014-10-27',
  sn: '4546465464',
  approve_status: 'approved',
  approve_status_i18n: '已通过',
  created_at: '2014-11-07 10:19',
  updated_at: '2019-02-15 17:36',
  creator: user,
  user,
  customer: { id: 831, name: '经理1的客户' },
};

/** The first of the contracts that are seeded on demand. */
const FIRST_MORE = 10_001;

/** The records after the start: the guide's contract 104 with its one line, and contracts without lines, `more` of them from 10001 on. */
export function seededStore(more = 0): ContractStore {
  const contract = (id: string, facts: Readonly<Record<string, unknown>>): StoredContract => ({ id, facts, lines: [] });
  const contracts = [
    contract('104', example),
    contract('105', { ...example, title: '华东区代理合同', sn: '4546465465' }),
    contract('106', { ...example, title: '华南区代理合同', sn: '4546465466' }),
    ...Array.from({ length: more }, (_, index) => contract(`${FIRST_MORE + index}`, example)),
  ];
  const store = new ContractStore(products, contracts, 694136);
  const first = store.contracts.get('104');
  if (first !== undefined) {
    store.add(first, [{ productId: '511521', quantity: '1', recommendedUnitPrice: '3', remark: '' }]);
  }
  return store;
}
