import { type Delivery, DeliveryUnreadable, type Platform } from '../platform.ts';
import type { Shop } from '../shop.ts';
import { NOTHING_TOLD, type ToldByShop } from '../told.ts';
import { readWooOrder } from './order-shape.ts';
import { readResource } from './read-body.ts';
import { isWooTopic, receiveWoo } from './receive.ts';
import { WOO_SAMPLES } from './sample.ts';
import { signDelivery } from './sign.ts';
import { wooCustomers } from './translate-customer.ts';
import { wooOrders } from './translate-order.ts';
import { wooProducts } from './translate-product.ts';
import { wooRefunds, wooRefundsInOrder } from './translate-refund.ts';

/** Shops of WooCommerce, by its webhooks and its REST API of version 3. */
export const woocommerce: Platform = {
  name: 'woocommerce',
  receive: receiveWoo,
  translate: translateWoo,
  readRefunds: (answer, { body }, shop) => wooRefunds(answer, body, shop),
  sign: signDelivery,
  samples: WOO_SAMPLES,
};

function translateWoo({ topic, body }: Delivery, shop: Shop): ToldByShop {
  if (!isWooTopic(topic)) throw new DeliveryUnreadable('Nothing is known of deliveries of this topic of WooCommerce.');
  switch (topic) {
    case 'customer.created':
    case 'customer.updated':
      return {
        ...NOTHING_TOLD,
        customers: wooCustomers(readResource(body, 'customer'), topic === 'customer.created', shop),
      };
    case 'order.created':
    case 'order.updated':
      return orderTold(body, shop);
    case 'product.updated':
      return { ...NOTHING_TOLD, products: wooProducts(readResource(body, 'product'), shop) };
  }
}

function orderTold(body: Uint8Array, shop: Shop): ToldByShop {
  const order = readWooOrder(readResource(body, 'order'));
  const { orders, warnings } = wooOrders(order, shop);
  if (orders.length === 0) return { ...NOTHING_TOLD, warnings };
  const { refunds, warnings: ofRefunds } = wooRefundsInOrder(order, shop);
  return { ...NOTHING_TOLD, orders, refunds, warnings: [...warnings, ...ofRefunds] };
}
