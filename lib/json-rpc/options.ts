import { protocolRules } from '../protocol/check-protocol.js';
import { check } from '../text/check.js';
import { quote } from '../text/quote.js';
import { callable, flag, isObject, rule, text } from '../text/rule.js';
import type { JsonRpcOptions } from './json-rpc.js';

const ownRules = {
  version: rule("'2.0' or null", value => value === '2.0' || value === null),
  emptyParams: rule('an empty array', value => Array.isArray(value) && value.length === 0),
  notifications: flag,
  cancelMethod: text,
  read: callable,
};

/** @throws TypeError that names the unknown or invalid option */
export const checkOptions = (options: JsonRpcOptions): void => {
  if (!isObject(options)) throw new TypeError(`the options of jsonRpc must be an object, not ${quote(options)}`);
  const { body: _body, wire: _wire, ...others } = protocolRules;
  check(options, { ...others, ...ownRules }, { path: 'jsonRpc.' });
};
