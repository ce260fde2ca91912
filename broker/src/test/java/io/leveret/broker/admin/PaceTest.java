package io.leveret.broker.admin;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PaceTest {
    @Test
    void withoutARateAllGoesAtOnce() {
        Pace pace = new Pace(0, 10, 256);
        assertThat(pace.room(1_000)).isEqualTo(256);
        assertThat(pace.room(3)).isEqualTo(3);
        pace.moved(256);
        assertThat(pace.waitMs()).isZero();
    }

    @Test
    void aRateIsKeptPieceByPiece() {
        Pace pace = new Pace(50, 10, 256);
        assertThat(pace.room(1_000)).isEqualTo(5);
        assertThat(pace.waitMs()).isZero();
        for (int piece = 0; piece < 100; piece++) {
            pace.moved(5);
        }
        assertThat(pace.waitMs()).isBetween(9_000L, 10_000L);
    }

    @Test
    void oneInALongTimeIsARateToo() {
        Pace pace = new Pace(0.1, 10, 256);
        assertThat(pace.room(1_000)).isEqualTo(1);
        pace.moved(1);
        assertThat(pace.waitMs()).isBetween(9_000L, 10_000L);
    }
}
