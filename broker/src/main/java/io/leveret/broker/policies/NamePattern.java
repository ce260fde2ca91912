package io.leveret.broker.policies;

import com.google.re2j.Pattern;
import io.leveret.management.pattern.LinearPattern;
import java.util.ArrayList;
import java.util.List;

/**
 * A regular expression that is looked for in names, in time linear in their length.
 *
 * <p>RabbitMQ matches with PCRE, which goes back and tries again, and can look ahead. RE2 does neither, but one use of
 * looking ahead is in everybody's policies: {@code ^(?!amq\.).*}, "all but those". At the start of an expression, and
 * at the start of the name, that is no more than another expression that must not be found there, so it is compiled as
 * such: each alternative is a list of expressions of which some must be found and the others must not. All else that
 * RE2 does not know (looking ahead or behind elsewhere, back references) is refused.
 */
public final class NamePattern {
    private static final String LOOK = "(?=";
    private static final String LOOK_NOT = "(?!";

    /** One expression that must be found, or must not. */
    private record Condition(Pattern pattern, boolean wanted) {
        boolean holds(String name) {
            return pattern.matcher(name).find() == wanted;
        }
    }

    private final String text;
    private final List<List<Condition>> alternatives;

    private NamePattern(String text, List<List<Condition>> alternatives) {
        this.text = text;
        this.alternatives = alternatives;
    }

    /**
     * Compiles an expression.
     *
     * @throws IllegalArgumentException it is malformed, too large or not among what can be matched in linear time
     */
    public static NamePattern compile(String text) {
        if (!text.contains(LOOK) && !text.contains(LOOK_NOT)) {
            return new NamePattern(text, List.of(List.of(new Condition(LinearPattern.compile(text), true))));
        }
        List<List<Condition>> alternatives = new ArrayList<>();
        for (String alternative : alternatives(text)) {
            alternatives.add(conditions(alternative));
        }
        return new NamePattern(text, alternatives);
    }

    /** Whether it is found in a name. */
    public boolean isFoundIn(String name) {
        for (List<Condition> alternative : alternatives) {
            if (allHold(alternative, name)) {
                return true;
            }
        }
        return false;
    }

    private static boolean allHold(List<Condition> conditions, String name) {
        for (Condition condition : conditions) {
            if (!condition.holds(name)) {
                return false;
            }
        }
        return true;
    }

    /** What stands between the bars that belong to no group. */
    private static List<String> alternatives(String text) {
        List<String> parts = new ArrayList<>();
        int from = 0;
        int depth = 0;
        for (int i = 0; i < text.length(); i = behind(text, i)) {
            char c = text.charAt(i);
            depth += c == '(' ? 1 : c == ')' ? -1 : 0;
            if (c == '|' && depth == 0) {
                parts.add(text.substring(from, i));
                from = i + 1;
            }
        }
        parts.add(text.substring(from));
        return parts;
    }

    private static List<Condition> conditions(String alternative) {
        List<Condition> conditions = new ArrayList<>();
        String rest = alternative;
        if (alternative.startsWith("^")) {
            rest = alternative.substring(1);
            while (rest.startsWith(LOOK) || rest.startsWith(LOOK_NOT)) {
                int end = groupEnd(rest);
                if (end < 0) {
                    break;
                }
                conditions.add(atStart(rest.substring(LOOK.length(), end), rest.startsWith(LOOK)));
                rest = rest.substring(end + 1);
            }
            conditions.add(atStart(rest, true));
        } else {
            conditions.add(new Condition(LinearPattern.compile(rest), true));
        }
        return conditions;
    }

    private static Condition atStart(String expression, boolean wanted) {
        LinearPattern.compile(expression);
        return new Condition(LinearPattern.compile("^(?:" + expression + ")"), wanted);
    }

    /** Where the group ends that a text begins with, -1 if it does not. */
    private static int groupEnd(String text) {
        int depth = 0;
        for (int i = 0; i < text.length(); i = behind(text, i)) {
            char c = text.charAt(i);
            depth += c == '(' ? 1 : c == ')' ? -1 : 0;
            if (depth == 0) {
                return i;
            }
        }
        return -1;
    }

    /** Behind the character, escape, quotation or class that begins here. */
    private static int behind(String text, int from) {
        char c = text.charAt(from);
        if (c == '\\') {
            int quoted = text.startsWith("\\Q", from) ? text.indexOf("\\E", from) : from;
            return quoted < 0 ? text.length() : quoted + 2;
        }
        return c == '[' ? classEnd(text, from) : from + 1;
    }

    /** Behind a class {@code [...]}; a bracket may stand first in it. */
    private static int classEnd(String text, int from) {
        int i = from + 1;
        if (i < text.length() && text.charAt(i) == '^') {
            i++;
        }
        for (int first = i; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\\') {
                i++;
            } else if (c == '[' && text.startsWith("[:", i) && text.indexOf(":]", i + 2) > 0) {
                i = text.indexOf(":]", i + 2) + 1;
            } else if (c == ']' && i > first) {
                return i + 1;
            }
        }
        return text.length();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof NamePattern that && text.equals(that.text);
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }

    @Override
    public String toString() {
        return text;
    }
}
