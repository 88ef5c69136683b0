/** The least that can be written by hand: `ws`, JSON.parse, a Map of calls by id and one of listeners by name. */
import WebSocket from 'ws';
import { Bare } from '../client/bare.js';

export const create = ({ urls, path }) => new Bare(urls, path, url => new WebSocket(url));
