/** Conversations that go wrong on purpose. */
package io.leveret.it.fuzz;
