package io.leveret.management.ctl;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/**
 * What somebody meant who mistyped a word: the word that is nearest by Jaro's measure, as the tools of RabbitMQ 4.0.5
 * find it, whose limit was found by trying: what has 0.7700 is not meant, what has 0.7703 is.
 */
public final class Spelling {
    private static final double NEAR = 0.77;

    private Spelling() {}

    /** The word that is nearest, if it is near; of those that are as near as each other, the first. */
    public static Optional<String> meant(String typed, Collection<String> words) {
        return words.stream()
                .min(Comparator.comparingDouble(word -> -likeness(word, typed)))
                .filter(word -> likeness(word, typed) > NEAR);
    }

    /** From 0, which is nothing in common, to 1, which is the same. */
    private static double likeness(String one, String other) {
        int reach = Math.max(0, Math.max(one.length(), other.length()) / 2 - 1);
        boolean[] taken = new boolean[other.length()];
        StringBuilder common = new StringBuilder();
        for (int i = 0; i < one.length(); i++) {
            for (int j = Math.max(0, i - reach); j < Math.min(other.length(), i + reach + 1); j++) {
                if (!taken[j] && one.charAt(i) == other.charAt(j)) {
                    taken[j] = true;
                    common.append(one.charAt(i));
                    break;
                }
            }
        }
        if (common.isEmpty()) {
            return 0;
        }
        double count = common.length();
        double swapped = swapped(common, other, taken) / 2.0;
        return (count / one.length() + count / other.length() + (count - swapped) / count) / 3;
    }

    /** How many of the letters that both have stand in another order in the other word. */
    private static int swapped(CharSequence common, String other, boolean[] taken) {
        int swapped = 0;
        int at = 0;
        for (int j = 0; j < taken.length; j++) {
            if (taken[j] && common.charAt(at++) != other.charAt(j)) {
                swapped++;
            }
        }
        return swapped;
    }
}
