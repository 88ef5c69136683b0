/** The least that can be written by hand: `ws`, JSON.parse, a Map of calls by id and one of listeners by name. */
import WebSocket from 'ws';
import { Bare } from '../client/bare.js';
import { BareItems } from '../client/bare-items.js';

export const create = ({ urls, path, items }) => new (items ? BareItems : Bare)(urls, path, url => new WebSocket(url));
