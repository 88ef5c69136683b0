import { quote } from '../text/quote.js';
import { Channel, type ChannelSetting } from './channel.js';
import type { Users } from './users.js';

/** Beyond this many, the oldest idle channel is forgotten for each new one. */
const MAX_CHANNELS = 1_000;

export interface ChannelDefaults {
  slowChatMs: number;
  historyLimit: number;
}

/** The channels of a server: only the listed ones, or any number, created on demand. */
export class Channels {
  readonly #channels = new Map<number, Channel>();
  readonly #defaults: ChannelDefaults;
  readonly #createOnDemand: boolean;

  constructor(listed: readonly ChannelSetting[] | undefined, users: Users, defaults: ChannelDefaults) {
    this.#defaults = defaults;
    this.#createOnDemand = listed === undefined;
    for (const setting of listed ?? []) {
      const channel = this.#create(setting);
      for (const [username, roles] of Object.entries(setting.roles ?? {})) {
        const user = users.findOrCreate(username);
        if (!user)
          throw new TypeError(
            `the option channels has roles for ${quote(username)} in channel ${setting.id}, and there is no such user`,
          );
        channel.setRoles(user, roles);
      }
    }
  }

  /** The channel; undefined if it is not listed, or if there are too many channels in use to create one. */
  find(id: number): Channel | undefined {
    const known = this.#channels.get(id);
    if (known || !this.#createOnDemand || !this.#makeRoom()) return known;
    return this.#create({ id });
  }

  close(): void {
    for (const channel of this.#channels.values()) channel.close();
  }

  #create({ id, slowChat, links = 'clickable', minimumRank = 0, accessKey }: ChannelSetting): Channel {
    const { slowChatMs, historyLimit } = this.#defaults;
    const channel = new Channel(
      id,
      { slowChatMs: slowChat ?? slowChatMs, links, minimumRank, accessKey },
      historyLimit,
    );
    this.#channels.set(id, channel);
    return channel;
  }

  #makeRoom(): boolean {
    if (this.#channels.size < MAX_CHANNELS) return true;
    for (const [id, channel] of this.#channels) if (channel.idle) return this.#channels.delete(id);
    return false;
  }
}
