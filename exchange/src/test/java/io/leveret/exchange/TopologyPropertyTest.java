package io.leveret.exchange;

import org.junit.jupiter.api.Test;

class TopologyPropertyTest {
    /** They agree on what there is, on what each removal takes along, and on where messages go. */
    @Test
    void agreesWithTheNaiveModel() {
        Seeded.run(150, random -> new TopologyRun(random).steps(120));
    }
}
