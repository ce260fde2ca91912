package io.leveret.exchange;

import io.leveret.codec.FieldTable;
import io.leveret.codec.FieldValue;
import java.util.Set;

/** Several demands of which all must be met, and who gets the message then. */
final class HeaderCondition {
    final Set<HeaderPair> pairs;
    /** The demand under which it is found; it is met when {@link #meets} is asked. */
    final HeaderPair found;

    final DestinationSet destinations = new DestinationSet();
    /** Where it stands in the list of those found under the same demand. */
    int position;

    HeaderCondition(Set<HeaderPair> pairs, HeaderPair found) {
        this.pairs = pairs;
        this.found = found;
    }

    /** Whether the headers, which hold no name twice, meet the other demands too. */
    boolean meets(FieldTable headers) {
        for (HeaderPair pair : pairs) {
            if (pair != found) {
                FieldValue header = headers.get(pair.name());
                if (header == null || pair.value() != null && !pair.value().equals(HeaderValue.ofHeader(header))) {
                    return false;
                }
            }
        }
        return true;
    }
}
