/** What administrators do with messages where they wait: looking, searching, dropping, moving, replaying. */
package io.leveret.it.messages;
