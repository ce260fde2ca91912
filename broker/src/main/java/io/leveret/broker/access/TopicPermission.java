package io.leveret.broker.access;

import io.leveret.management.pattern.LinearPattern;

/**
 * Which routing keys a user may write to and bind on an exchange of type topic. {@code {username}} and {@code {vhost}}
 * in an expression stand for the user's name and the virtual host, taken literally.
 */
public record TopicPermission(String user, String vhost, String exchange, String write, String read) {
    /** The expression for a right; null if the right is none that a topic has. */
    public String expression(Right right) {
        return switch (right) {
            case WRITE -> write;
            case READ -> read;
            case CONFIGURE -> null;
        };
    }

    /**
     * Checks both expressions.
     *
     * @throws IllegalArgumentException one is not a regular expression, or too large; the text says why
     */
    public void validate() {
        LinearPattern.compile(write);
        LinearPattern.compile(read);
    }
}
