// Generated from schemas/ by `npm run generate`. Do not edit.

/**
 * One row per order, its lines in it.
 */
export interface Order {
  /**
   * Id of the order.
   */
  id?: string;
  /**
   * The order's number in the shop.
   */
  web_id?: null | string;
  /**
   * When the order was made.
   */
  timestamp?: null | string;
  /**
   * State of the order, in the shop's words.
   */
  status?: null | string;
  /**
   * Whether the order counts; false where it was cancelled.
   */
  is_valid?: null | boolean;
  /**
   * Currency of the amounts, ISO 4217.
   */
  currency?: null | string;
  /**
   * What was paid.
   */
  grand_total?: null | number;
  /**
   * Sum of the lines.
   */
  subtotal?: null | number;
  /**
   * Discount.
   */
  discount?: null | number;
  /**
   * Shipping.
   */
  shipping?: null | number;
  /**
   * Tax.
   */
  tax?: null | number;
  /**
   * What was paid back.
   */
  total_refunded?: null | number;
  /**
   * Number of units.
   */
  total_unit_quantity?: null | number;
  /**
   * Number of units sent back.
   */
  total_unit_quantity_refunded?: null | number;
  /**
   * Amounts in the account's reporting currency (base) and in the currency of the sale (local).
   */
  totals?: null | {
    /**
     * Amounts in the reporting currency.
     */
    base?: null | {};
    /**
     * Amounts in the currency of the sale.
     */
    local?: null | {};
  };
  /**
   * Who ordered.
   */
  customer?: null | {
    /**
     * The retailer's id of the customer: `customer_id` of contacts and profiles.
     */
    id?: null | string;
    /**
     * E-mail address.
     */
    email?: null | string;
    /**
     * First name.
     */
    firstname?: null | string;
    /**
     * Last name.
     */
    lastname?: null | string;
  };
  /**
   * The lines of the order; they have no id, but an order.
   */
  lineitems?:
    | null
    | (null | {
        /**
         * Id of the product.
         */
        product_id?: null | string;
        /**
         * Id of the variant of the product.
         */
        variant_id?: null | string;
        /**
         * Stock-keeping unit.
         */
        sku?: null | string;
        /**
         * Units.
         */
        quantity?: null | number;
        /**
         * Units sent back.
         */
        quantity_refunded?: null | number;
        /**
         * Price of a unit.
         */
        unit_price?: null | number;
        /**
         * What was paid back.
         */
        refunded?: null | number;
        /**
         * Before tax and discount.
         */
        subtotal?: null | number;
        /**
         * Tax.
         */
        tax?: null | number;
        /**
         * What was paid.
         */
        total?: null | number;
        /**
         * Discount.
         */
        discount?: null | number;
        /**
         * Whether the price was reduced.
         */
        is_on_sale?: null | boolean;
        /**
         * What makes the variant: size, colour.
         */
        variant_options?:
          | null
          | (null | {
              /**
               * Kind of option.
               */
              type?: null | string;
              /**
               * Id of the option.
               */
              id?: null | string;
              /**
               * The option in words.
               */
              label?: null | string;
            })[];
        /**
         * Amounts of the line in the two currencies.
         */
        totals?: null | {
          /**
           * Amounts in the reporting currency.
           */
          base?: null | {};
          /**
           * Amounts in the currency of the sale.
           */
          local?: null | {};
        };
        /**
         * Custom fields of the line.
         */
        properties?: null | {};
      })[];
  /**
   * Address that the order was made from.
   */
  ip_address?: null | string;
  /**
   * Channel of the sale.
   */
  channel?: null | string;
  /**
   * Id of the store.
   */
  store?: null | string;
  /**
   * Payment method.
   */
  payment_method?: null | string;
  /**
   * Shipping method.
   */
  shipping_method?: null | string;
  /**
   * Shipping address.
   */
  shipping_address?: null | {};
  /**
   * Billing address.
   */
  billing_address?: null | {};
  /**
   * Coupon.
   */
  coupon_code?: null | string;
  /**
   * Custom fields of the order, as the account defines them.
   */
  properties?: null | {};
  /**
   * Fields that this schema lacks, and raw values that could not be converted to their column's type.
   */
  extra?: null | {};
}
