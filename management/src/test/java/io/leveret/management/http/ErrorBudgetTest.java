package io.leveret.management.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Who errs within the allowance does not wait; who errs more waits for so long that the rate holds. */
class ErrorBudgetTest {
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
    private static final int BURST = 500;
    private static final int RATE = 200;
    private static final long SELF = ErrorBudget.REQUEST_NANOS + ErrorBudget.CONNECTION_NANOS;

    private long nowNanos = Long.MAX_VALUE - SECOND; // it goes over, as nanoTime may
    private final ErrorBudget budget = new ErrorBudget(() -> nowNanos);
    private final InetAddress one = address("192.0.2.1");

    private static InetAddress address(String text) {
        try {
            return InetAddress.getByName(text);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(text, e);
        }
    }

    private long err(InetAddress from, int times) {
        long delayNanos = 0;
        for (int i = 0; i < times; i++) {
            delayNanos = budget.charge(from, true, 0);
        }
        return delayNanos;
    }

    @Test
    void aBurstDoesNotWait() {
        assertThat(err(one, BURST)).isZero();
        assertThat(err(one, 1)).isEqualTo(SECOND / RATE);
    }

    @Test
    void whoErrsAtTheRateNeverWaits() {
        for (int i = 0; i < 10 * RATE; i++) {
            assertThat(err(one, 1)).isZero();
            nowNanos += SECOND / RATE;
        }
    }

    @Test
    void whoAsksAgainWhenAnsweredIsAnsweredAtTheRate() {
        err(one, BURST);
        int answered = 0;
        for (long endNanos = nowNanos + 10 * SECOND; nowNanos - endNanos < 0; answered++) {
            nowNanos += Math.max(1, err(one, 1));
        }
        assertThat(answered).isBetween(10 * RATE, 10 * RATE + 1);
    }

    @Test
    void manyAtATimeWaitInTurnUpToTheLongest() {
        err(one, BURST);
        assertThat(err(one, RATE)).isEqualTo(SECOND);
        assertThat(err(one, RATE)).isEqualTo(2 * SECOND);
        assertThat(err(one, 10 * RATE)).isEqualTo(ErrorBudget.LONGEST_NANOS);
    }

    @Test
    void whatIsOwedIsForgottenInAFewSeconds() {
        err(one, 100 * RATE);
        nowNanos += 2 * SECOND;
        assertThat(err(one, 1)).isEqualTo(SECOND / RATE);
        nowNanos += 5 * SECOND;
        assertThat(err(one, BURST)).isZero();
    }

    @Test
    void workCountsAsMuchAsManyErrors() {
        assertThat(budget.charge(one, true, SECOND / 2 - SELF)).isZero();
        assertThat(budget.charge(one, true, SECOND / 10 - SELF)).isEqualTo(SECOND / 2);
        assertThat(budget.charge(one, true, 3_600 * SECOND)).isEqualTo(ErrorBudget.LONGEST_NANOS);
    }

    @Test
    void aConnectionThatIsKeptCostsLess() {
        for (int i = 0; i < 4 * BURST; i++) {
            assertThat(budget.charge(one, false, 0)).isZero();
        }
        assertThat(budget.charge(one, false, 0)).isEqualTo(SECOND / RATE / 4);
    }

    @Test
    void whoErrsTooMuchMakesNoOtherAddressWait() {
        for (int i = 0; i < 60; i++) {
            err(one, 2_000);
            nowNanos += SECOND;
        }
        assertThat(err(address("192.0.2.2"), BURST / 2)).isZero();
    }

    @Test
    void manyAddressesWaitForEachOther() {
        long delayNanos = 0;
        for (int i = 0; i < 30; i++) {
            delayNanos = err(address("192.0.2." + i), BURST / 10);
        }
        assertThat(delayNanos).isEqualTo((30 * BURST / 10 - 2 * BURST) * SECOND / (2 * RATE));
    }

    @Test
    void addressesOfANetworkOfIpv6CountAsOne() {
        err(address("2001:db8::1"), BURST);
        assertThat(err(address("2001:db8::ffff:2"), 1)).isPositive();
        assertThat(err(address("2001:db8:0:1::1"), 1)).isZero();
    }

    @Test
    void soManyAddressesAreRemembered() {
        for (int i = 0; i < 2 * ErrorBudget.MOST_ADDRESSES; i++) {
            err(address("198.51." + i / 250 + "." + i % 250), 1);
        }
        assertThat(budget.addresses()).isEqualTo(ErrorBudget.MOST_ADDRESSES);
    }
}
