/** The secrets among the arguments of `auth`: the authkey and the access key (docs/protocol.md#auth). */
export const secretsOf = (authArguments: readonly unknown[]): readonly string[] =>
  authArguments.slice(2, 4).filter((key): key is string => typeof key === 'string' && key !== '');
