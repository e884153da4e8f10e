/** One client: an IPv4 address, or the part of an IPv6 address that a provider gives to one customer. */
export function clientOf(address = ""): string {
  const plain = address.replace(/^::ffff:/, "");
  return plain.includes(":") ? plain.split(":").slice(0, 4).join(":") : plain;
}
