/**
 * TLS: certificates and keys out of files, the engines of new connections, and who a client's certificate says it is.
 *
 * <p>Knows the JDK's TLS alone, no socket and no channel. What is loaded is immutable and for any thread; the watch
 * over the files has a thread of its own. No text made here holds a key or a password.
 */
package io.leveret.broker.tls;
