import { Channel, type ChannelSetting } from './channel.js';
import type { Users } from './users.js';

/** Beyond this many, idle channels are forgotten, oldest first. */
const MOST_CHANNELS = 1_000;

export interface ChannelDefaults {
  slowChatMs: number;
  historyLimit: number;
}

/** The channels of a server: those listed, or else any, made when first asked for. */
export class Channels {
  readonly #channels = new Map<number, Channel>();
  readonly #defaults: ChannelDefaults;
  readonly #open: boolean;

  constructor(listed: readonly ChannelSetting[] | undefined, users: Users, defaults: ChannelDefaults) {
    this.#defaults = defaults;
    this.#open = listed === undefined;
    for (const setting of listed ?? []) {
      const channel = this.#make(setting);
      for (const [username, roles] of Object.entries(setting.roles ?? {})) {
        const user = users.admit(username);
        if (!user)
          throw new TypeError(`channels: no user ${JSON.stringify(username)} for a role in channel ${setting.id}`);
        channel.setRoles(user, roles);
      }
    }
  }

  /** The channel, or undefined where only listed ones exist, or where too many are in use. */
  find(id: number): Channel | undefined {
    const known = this.#channels.get(id);
    if (known || !this.#open || !this.#makeRoom()) return known;
    return this.#make({ id });
  }

  close(): void {
    for (const channel of this.#channels.values()) channel.close();
  }

  #make({ id, slowChat, links = 'clickable', minimumRank = 0, accessKey }: ChannelSetting): Channel {
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
    if (this.#channels.size < MOST_CHANNELS) return true;
    for (const [id, channel] of this.#channels) if (channel.idle) return this.#channels.delete(id);
    return false;
  }
}
