import { BlockList, isIPv4, isIPv6 } from 'node:net';

/** What stands behind an address: anybody on the internet, a network of our own, or what nobody is to be sent to. */
export type Reach = 'public' | 'private' | 'never';

type Network = readonly [address: string, prefix: number];

/** Loopback, private, shared (CGNAT), documentation and test networks. Source: IANA special-purpose registries. */
const PRIVATE: readonly Network[] = [
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['::1', 128],
  ['fc00::', 7],
];

/**
 * This very host, link-local addresses with the metadata services of clouds and three of those outside them, multicast,
 * and the forms of IPv6 that carry an IPv4 address past a check of it.
 */
const NEVER: readonly Network[] = [
  ['0.0.0.0', 8],
  ['100.100.100.200', 32],
  ['168.63.129.16', 32],
  ['169.254.0.0', 16],
  ['192.0.0.192', 32],
  ['224.0.0.0', 3],
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['3fff::', 20],
  ['fd00:ec2::254', 128],
];

/** What of IPv6 is routed; all else is reserved, link-local, multicast or another way to write IPv4. */
const ROUTED_IPV6: Network = ['2000::', 3];

/** An address of IPv4 in IPv6's mapped form meets the rules for IPv4 in such a list, however it is written. */
function listOf(networks: readonly Network[]): BlockList {
  const list = new BlockList();
  for (const [address, prefix] of networks) {
    list.addSubnet(address, prefix, isIPv4(address) ? 'ipv4' : 'ipv6');
  }
  return list;
}

const never = listOf(NEVER);
const ours = listOf(PRIVATE);
const routed = listOf([ROUTED_IPV6]);

/** Where an IP address leads; text that is none leads nowhere. */
export function reachOf(address: string): Reach {
  const family = isIPv4(address) ? 'ipv4' : 'ipv6';
  if (family === 'ipv6' && !isIPv6(address)) return 'never';
  if (never.check(address, family)) return 'never';
  if (ours.check(address, family)) return 'private';
  return family === 'ipv4' || routed.check(address, family) ? 'public' : 'never';
}
