package io.leveret.broker.access;

import com.google.re2j.Pattern;
import io.leveret.management.pattern.LinearPattern;

/**
 * What a user may do in a virtual host: three regular expressions over the names of queues and exchanges, in RE2's
 * syntax (RabbitMQ has PCRE's: back references and look-around do not exist here, and matching takes linear time). A
 * name is allowed when an expression is found in it; the empty expression allows the empty name alone.
 */
public record Permission(String user, String vhost, String configure, String write, String read) {
    /** The expression for a right, as it was given. */
    public String expression(Right right) {
        return switch (right) {
            case CONFIGURE -> configure;
            case WRITE -> write;
            case READ -> read;
        };
    }

    /**
     * Checks all three expressions.
     *
     * @throws IllegalArgumentException one is not a regular expression, or too large; the text says which and why
     */
    public void validate() {
        for (Right right : Right.values()) {
            pattern(right);
        }
    }

    Pattern pattern(Right right) {
        String expression = expression(right);
        return LinearPattern.compile(expression.isEmpty() ? "^$" : expression);
    }
}
