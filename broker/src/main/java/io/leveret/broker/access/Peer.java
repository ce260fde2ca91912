package io.leveret.broker.access;

import io.leveret.broker.tls.TlsPeer;
import java.net.InetAddress;

/**
 * Who is at the other end of a socket, before it has said who it is.
 *
 * @param address null for a client within this machine that has none
 * @param tls null if it does not speak TLS
 */
public record Peer(InetAddress address, TlsPeer tls) {}
