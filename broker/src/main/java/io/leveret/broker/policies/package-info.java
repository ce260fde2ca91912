/**
 * Policies: which of them hold for an object, what those of users and those of the operator come to together, and what
 * a policy may say. Pure and immutable: any thread. Who is told of a change is with the virtual host.
 */
package io.leveret.broker.policies;
