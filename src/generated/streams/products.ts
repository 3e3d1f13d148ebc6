// Generated from schemas/ by `npm run generate`. Do not edit.

/**
 * One row per product, its listings (a store each) and attributes in it.
 */
export interface Product {
  /**
   * Id of the product.
   */
  id?: string;
  /**
   * Title.
   */
  title?: null | string;
  /**
   * Stock-keeping unit.
   */
  sku?: null | string;
  /**
   * Page of the product.
   */
  url?: null | string;
  /**
   * Picture of the product.
   */
  image_url?: null | string;
  /**
   * Price.
   */
  price?: null | number;
  /**
   * Currency of the price, ISO 4217.
   */
  currency?: null | string;
  /**
   * Reduced price.
   */
  special_price?: null | number;
  /**
   * From when on it is reduced.
   */
  special_price_dt_from?: null | string;
  /**
   * Until when it is reduced.
   */
  special_price_dt_to?: null | string;
  /**
   * Whether it is sold; false overrides its listings.
   */
  is_active?: null | boolean;
  /**
   * Whether it is in stock.
   */
  is_in_stock?: null | boolean;
  /**
   * Whether it is a variant of another product.
   */
  is_variant?: null | boolean;
  /**
   * What it is like, its categories among it.
   */
  attributes?:
    | null
    | (null | {
        /**
         * Kind of attribute.
         */
        type?: null | string;
        /**
         * Id of the attribute.
         */
        id?: null | string;
        /**
         * The attribute in words.
         */
        label?: null | string;
      })[];
  /**
   * The product as each store shows it.
   */
  listings?:
    | null
    | (null | {
        /**
         * Id of the store.
         */
        store?: null | string;
        /**
         * Title.
         */
        title?: null | string;
        /**
         * Page.
         */
        url?: null | string;
        /**
         * Picture.
         */
        image_url?: null | string;
        /**
         * Price.
         */
        price?: null | number;
        /**
         * Reduced price.
         */
        special_price?: null | number;
        /**
         * Currency, ISO 4217.
         */
        currency?: null | string;
        /**
         * Whether this store sells it.
         */
        is_active?: null | boolean;
      })[];
  /**
   * Ids of the stores that sell it.
   */
  stores?: null | (null | string)[];
  /**
   * Custom fields of the product, as the account defines them.
   */
  properties?: null | {};
  /**
   * Fields that this schema lacks, and raw values that could not be converted to their column's type.
   */
  extra?: null | {};
}
