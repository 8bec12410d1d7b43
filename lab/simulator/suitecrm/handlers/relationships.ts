import { message, success } from '../answer.ts';
import type { Crm } from '../crm.ts';
import { badRequest, notFound, refused } from '../errors.ts';
import { matchingRows, parseFilter } from '../filter.ts';
import type { SimulatedCall } from '../http/call.ts';
import { linked, planLink, unlink } from '../links.ts';
import type { Module } from '../modules/module.ts';
import { checkDefined, checkPathId, queryMap, readData } from '../options.ts';
import { pageLinks, parsePage, slice } from '../paging.ts';
import { attributesOf } from '../present.ts';
import type { SchemaLink } from '../schema.ts';
import { readSort } from '../sort.ts';
import type { Row } from '../store/table.ts';
import { type Handler, moduleNamed } from './handler.ts';

interface Source {
  readonly module: Module;
  readonly row: Row;
}

/** POST /module/{module}/{id}/relationships: relates by the last link field between the two modules. */
export const answerRelate: Handler = (call, { module = '', id = '' }, crm, unwritten) => {
  const source = readSource(crm, module, id);
  const related = readRelated(call, crm);
  const link = crm.schema.lastLinkTo(source.module.name, related.module.name);
  if (link === undefined) {
    throw refused(
      `Link field has not found in ${source.module.objectName} to determine relationship for ${related.module.name}`,
    );
  }
  const write = unwritten.relation ? () => undefined : planLink(crm, link, source.row, related.row);
  return () => {
    write();
    const text = `${described(related)} has been added to ${described(source)}`;
    return message(201, { message: text }, crm.options.clock());
  };
};

/** POST /module/{module}/{id}/relationships/{link}. */
export const relateByLink: Handler = (call, { module = '', id = '', link: name = '' }, crm, unwritten) => {
  const source = readSource(crm, module, id);
  const related = readRelated(call, crm);
  const link = readLink(crm, source.module, name);
  const write = unwritten.relation ? () => undefined : planLink(crm, link, source.row, related.row);
  return () => {
    write();
    const meta = {
      message:
        `${related.module.label} record with id ${related.row.id} has been related to ` +
        `${source.module.label} record with id ${source.row.id} using link ${name}`,
      sourceModule: source.module.name,
      sourceModuleLabel: source.module.label,
      sourceId: source.row.id,
      relatedModule: related.module.name,
      relatedModuleLabel: related.module.label,
      relatedId: related.row.id,
      relationshipLink: name,
    };
    return message(201, meta, crm.options.clock());
  };
};

/** GET /module/{module}/{id}/relationships/{link}: not capped at 20. Only a paged total counts doubled join rows twice. */
export const readLinked: Handler = (call, { module: moduleName = '', id = '', link: linkName = '' }, crm) => {
  const { module, row } = readSource(crm, moduleName, id);
  const { relatedPaging } = crm.options;
  const names = ['id', 'linkFieldName', 'moduleName', 'sourceBean'];
  checkDefined([...call.query.keys()], relatedPaging ? [...names, 'filter', 'page', 'sort'] : names);
  const link = readLink(crm, module, linkName);
  const target = moduleNamed(crm, link.target);
  const page = parsePage(call.query);
  const sort = readSort(target, call.query);
  const filter = parseFilter(target, queryMap(call.query, 'filter'));
  return () => {
    const now = crm.options.clock();
    const current = crm.store.table(module.name).find(row.id) ?? row;
    const passing =
      filter.conditions.length === 0 ? undefined : new Set(matchingRows(crm, target, target.name, filter));
    const all = sort(linked(crm, link, current).filter((one) => passing === undefined || passing.has(one)));
    const rows = [...new Set(page === undefined ? all : slice(all, page))];
    if (rows.length === 0) {
      const text = `There is no relationship set in ${module.objectName} module with ${linkName} link field`;
      return message(200, { message: text }, now);
    }
    const total = page === undefined ? rows.length : all.length;
    const totalPages = page === undefined ? 1 : Math.ceil(total / page.size);
    const meta = { 'total-records': total, 'total-pages': totalPages, 'records-on-this-page': rows.length };
    const data = rows.map((one) => ({
      type: target.objectName,
      id: one.id,
      ...(relatedPaging ? { attributes: attributesOf(crm, target, one) } : {}),
      links: { self: `V8/module/${target.objectName}/${one.id}` },
    }));
    if (!relatedPaging) {
      return success(200, { data }, now);
    }
    const path = `V8/module/${moduleName}/${id}/relationships/${linkName}`;
    return success(
      200,
      page === undefined ? { meta, data } : { meta, data, links: pageLinks(path, call.query, page, totalPages) },
      now,
    );
  };
};

/** DELETE /module/{module}/{id}/relationships/{link}/{related id}. */
export const unrelate: Handler = (_call, { module = '', id = '', link: name = '', related: relatedId = '' }, crm) => {
  const source = readSource(crm, module, id);
  const link = readLink(crm, source.module, name);
  const related = readSource(crm, link.target, relatedId);
  return () => {
    unlink(crm, link, source.row, related.row);
    const text = `Relationship has been deleted between ${described(source)} and ${described(related)}`;
    return message(200, { message: text }, crm.options.clock());
  };
};

function readSource(crm: Crm, name: string, id: string): Source {
  const module = moduleNamed(crm, name);
  checkPathId(id);
  const row = crm.store.table(module.name).find(id);
  if (row === undefined) {
    throw notFound(module.name, id, 'request');
  }
  return { module, row };
}

function readRelated(call: SimulatedCall, crm: Crm): Source {
  const { type, id = '' } = readData(call, ['id', 'type'], ['id', 'type']);
  const module = crm.schema.module(type);
  if (module === undefined) {
    throw badRequest(`Module with name ${type} is not found`);
  }
  const row = crm.store.table(module.name).find(id);
  if (row === undefined) {
    throw notFound(module.name, id, 'request');
  }
  return { module, row };
}

function readLink(crm: Crm, module: Module, name: string): SchemaLink {
  const link = crm.schema.link(module.name, name);
  if (link === undefined) {
    throw badRequest(`Cannot load relationship ${name} for ${module.objectName} module`);
  }
  return link;
}

function described({ module, row }: Source): string {
  return `${module.objectName} with id ${row.id}`;
}
