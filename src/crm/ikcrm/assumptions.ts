import type { NewContractLine } from './types.ts';

/*
 * All that the client takes for granted without a word of the vendor's guide or of public clients that agree. Whoever has an
 * account to try it on corrects it here.
 */

/** Fields of a form in the JSON body of a call. */
type Fields = Readonly<Record<string, unknown>>;

/**
 * Amounts go as text: the guide's form parameters are text too, and a JSON number might pass through binary floating point in
 * the CRM. Ids are numbers everywhere in its answers.
 */
export function lineFields(line: NewContractLine): Fields {
  return {
    product_id: JSON.rawJSON(line.productId),
    quantity: line.quantity,
    ...(line.recommendedUnitPrice === null ? {} : { recommended_unit_price: line.recommendedUnitPrice }),
    remark: line.remark,
  };
}

/**
 * One line goes in the form that the guide spells out, `product_asset[…]`. Several go as a JSON array where the guide has form
 * indices (`contract[product_assets_attributes][0][…]`): public clients send such arrays when they create contracts.
 */
export function addProductsFields(lines: readonly NewContractLine[]): Fields {
  const [first] = lines;
  if (first !== undefined && lines.length === 1) return { product_asset: lineFields(first) };
  return { contract: { product_assets_attributes: lines.map(lineFields) } };
}

/** Whether a call with several lines that is refused may have added some of them: nothing says that it is all or none. */
export const REFUSED_MAY_HAVE_ADDED = true;

/**
 * What the words of a refusal mean, the first that fits. Of the codes only 0, 100000 (with `invalid_app_error`) and 100401 are
 * known, and messages are in Chinese whatever the request says.
 */
export const WORDS = {
  limited: /频繁|频率|过快|too many|rate limit/i,
  busy: /稍后|繁忙|超时|系统|服务器|网络|异常|timeout|try again/i,
  sessionEnded: /(请|未|重新)登[录陆]|(其他|其它|别)\S*登[录陆]|token\S*(无效|失效|过期|错误)/i,
  /** Asked of a login only. */
  credentials: /密码|[账帐]号|用户|手机|企业|登[录陆]|login|password|corp/i,
  notFound: /不存在|未找到|找不到|已删除|not ?found/i,
  denied: /权限|无权|未授权|permission/i,
  invalid:
    /不能|必填|必须|无效|不合法|不正确|错误|格式|过长|太长|超出|不是数字|锁定|审批|不可|不允许|blank|invalid|must be|too long/i,
} as const;

/** How long to stay away after a refusal that nobody knows: it may be the rate limit, or a fault that needs a person. */
export const UNKNOWN_REFUSAL_PAUSE_MS = 60_000;

/** How long to stay away after too many calls, where the CRM does not say: one window. Other programs share the limit. */
export const RATE_LIMITED_PAUSE_MS = 10_000;

/** When the CRM ends idle connections. Short enough for any usual server; a connection costs little at one call a second. */
export const KEEP_ALIVE_MS = 3_000;
