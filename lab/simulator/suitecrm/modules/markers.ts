import { basicFields } from './common-fields.ts';
import { custom, enumeration, float, link, relateField, varchar } from './field.ts';
import type { Module } from './module.ts';

const ofProduct = 'aos_products_jjwg_markers_1';

/** jjwg_Markers: a place on the map. Coordinates are single-precision columns, so 25.0330 reads 25.03300095. */
export const markers: Module = {
  name: 'jjwg_Markers',
  objectName: 'jjwg_Markers',
  label: 'Maps - Markers',
  aliases: [],
  inMenu: false,
  person: false,
  indexed: ['name'],
  fields: [
    ...basicFields(),
    link('SecurityGroups'),
    varchar('city'),
    varchar('state'),
    varchar('country'),
    float('jjwg_maps_lat', { limit: 100 }),
    float('jjwg_maps_lng', { limit: 1000 }),
    enumeration('marker_image', { default: 'company' }),
    link('jjwg_maps_jjwg_markers'),
    link(ofProduct),
    relateField(`${ofProduct}_name`, (row, crm) => crm.nameOf('AOS_Products', crm.leftOf(ofProduct, row.id))),
    { ...link(`${ofProduct}aos_products_ida`), shows: (row, crm) => crm.leftOf(ofProduct, row.id) },
    custom(enumeration('marker_type_c')),
  ],
  links: { AOS_Products: ofProduct, SecurityGroups: 'SecurityGroups', Users: 'created_by_link' },
};
