import { timer } from 'rxjs';
import { authorOf, type MethodHandler, requirePermission } from '../method-context.js';
import { Poll } from '../poll.js';
import { Refusal } from '../refusals.js';

const isText = (value: unknown, from: number, to: number): value is string =>
  typeof value === 'string' && value.length >= from && value.length <= to;

const questionArgument = (value: unknown): string => {
  if (!isText(value, 2, 255)) throw new Refusal('badRequest', 'The question must have 2 to 255 characters.');
  return value;
};

const answersArgument = (value: unknown): string[] => {
  const isList = Array.isArray(value) && value.length >= 2 && value.length <= 6;
  if (!isList || !value.every(answer => isText(answer, 1, 255)))
    throw new Refusal('badRequest', 'There must be 2 to 6 options, strings of 1 to 255 characters.');
  return value;
};

const secondsArgument = (value: unknown): number => {
  if (typeof value !== 'number' || !(value >= 5 && value <= 300))
    throw new Refusal('badRequest', 'The duration must be a number of 5 to 300 seconds.');
  return value;
};

/** `vote:start [question, [option…], seconds]` */
export const startPoll: MethodHandler = context => {
  const actor = requirePermission(context, 'poll_start');
  const { channel } = actor;
  const [question, answers, seconds] = context.args;
  const poll = new Poll({
    channelId: channel.id,
    question: questionArgument(question),
    answers: answersArgument(answers),
    durationMs: secondsArgument(seconds) * 1000,
    author: authorOf(actor),
  });
  if (channel.poll) throw new Refusal('pollRunning');
  channel.poll = poll;
  channel.runActivity(timer(poll.state.duration), () => {
    channel.poll = undefined;
    channel.broadcast('PollEnd', poll.state);
  });
  return { data: 'Poll started.', afterReply: () => channel.broadcast('PollStart', poll.state) };
};

/** `vote:choose [index]`, formerly `vote`. Each vote is followed by a PollStart with the new counts. */
export const choose: MethodHandler = context => {
  const { channel, user } = requirePermission(context, 'poll_vote');
  const { poll } = channel;
  const [index] = context.args;
  if (!poll) throw new Refusal('noPoll');
  if (typeof index !== 'number' || !poll.hasAnswer(index)) throw new Refusal('badRequest', 'There is no such option.');
  if (!poll.vote(user.id, index)) throw new Refusal('alreadyVoted');
  return { data: true, afterReply: () => channel.broadcast('PollStart', poll.state) };
};
