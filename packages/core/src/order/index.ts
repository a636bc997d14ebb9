export { isExpired, ORDER_LIFETIME_SECONDS, type Order, orderOf, orderSchema } from "./order.ts";
export type { OrderPage, OrderStore, PutOrder } from "./order-store.ts";
