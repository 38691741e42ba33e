/**
 * How often a password may be tried. Sizes are token buckets: so many at once, then so many a second.
 *
 * One address gets few tries at one account; trying many accounts from one address, or one account from many addresses,
 * is bounded too. The last bound is the only one that strangers can use up for the rightful person, so it is wide, and
 * it does not count from an address that the person has signed in from before.
 */
export const SIGN_IN_LIMITS = {
  /** One address, whatever the account: an office behind one address signs in at once. */
  address: { capacity: 60, refillPerSecond: 1 },
  /** One account from one address. Full again after the right password. */
  accountAtAddress: { capacity: 10, refillPerSecond: 1 / 15 },
  /** One account from everywhere. */
  account: { capacity: 100, refillPerSecond: 1 / 6 },
} as const;

/** Setting a password by link or by knowing the present one: hashing is dear, and links are guessed at never. */
export const LINK_LIMIT = { capacity: 20, refillPerSecond: 1 / 5 } as const;
export const PASSWORD_CHANGE_LIMIT = { capacity: 5, refillPerSecond: 1 / 30 } as const;
