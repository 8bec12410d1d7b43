const undefinedProperties = [
  'Lead::$assistant',
  'Lead::$accept_status_id',
  'Lead::$event_invite_id',
  'Lead::$event_status_id',
  'Lead::$jjwg_maps_geocode_status_c',
  'Lead::$jjwg_maps_address_c',
  'SugarFeed::$link_url',
  'SugarFeed::$link_type',
];

/** What PHP 8 prints around an answer with display_errors on: nearly every save of a person raises such warnings. */
export const phpWarnings = undefinedProperties
  .map(
    (property) =>
      `<br />\n<b>Warning</b>:  Undefined property: ${property} in ` +
      '<b>/var/www/suitecrm/data/SugarBean.php</b> on line <b>2524</b><br />\n',
  )
  .join('');
