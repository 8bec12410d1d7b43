import { badRequest, databaseFailure, PhpError } from '../errors.ts';
import { fieldOf, type Module } from '../modules/module.ts';
import type { RequestAttributes } from '../save/row.ts';
import { attributesTrace, legacySaveTrace } from './php-traces.ts';

/** Properties of the PHP bean that the API takes for attributes and that break the save. */
const internals = new Set(['emailAddress', 'field_defs', 'table_name', 'db']);

/** Refuses the first attribute that the module does not know, or whose value is a list or an object. */
export function checkAttributes(module: Module, attributes: RequestAttributes): void {
  for (const [name, value] of Object.entries(attributes)) {
    if (fieldOf(module, name) === undefined && !internals.has(name)) {
      throw badRequest(`Property ${name} in ${module.objectName} module is invalid`);
    }
    if (typeof value === 'object' && value !== null) {
      throw badRequest('Expected argument of type "string", "array" given');
    }
  }
}

/** Fails as PHP does when an internal property of the bean was overwritten: before the row is written. */
export function failBeforeSave(module: Module, attributes: RequestAttributes): void {
  if (Object.hasOwn(attributes, 'emailAddress') && module.person) {
    throw new PhpError(
      'Error',
      'Call to a member function handleLegacySave() on string',
      '/var/www/suitecrm/include/SugarObjects/templates/person/Person.php',
      177,
      legacySaveTrace,
    );
  }
  if (Object.hasOwn(attributes, 'table_name') || Object.hasOwn(attributes, 'db')) {
    throw databaseFailure();
  }
}

/** Fails as PHP does when the field list of the bean was overwritten: after the row is written. */
export function failAfterSave(attributes: RequestAttributes): void {
  if (Object.hasOwn(attributes, 'field_defs')) {
    throw new PhpError(
      'TypeError',
      'array_keys(): Argument #1 ($array) must be of type array, string given',
      '/var/www/suitecrm/Api/V8/JsonApi/Helper/AttributeObjectHelper.php',
      37,
      attributesTrace,
    );
  }
}
