/**
 * Who may log in and what they may touch: users, password hashes, permissions and SASL.
 *
 * <p>Owns the registries of users and permissions, which any thread may read and change, and no thread, socket or file.
 * Secrets never appear in a text made here.
 */
package io.leveret.broker.access;
