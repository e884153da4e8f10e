// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {World} from "./World.sol";
import {Message, Tracked} from "./WorldParts.sol";

/// @notice What holds in a world at every moment.
abstract contract WorldLaws is World {
    /// @dev Balances on L2 that have left by the escape, and deposits that came back.
    mapping(uint256 account => bool) internal hasEscaped;
    mapping(uint256 message => bool) internal isBack;

    /// @notice Looks at everything. Reverts with the first law that does not hold.
    function look() external view {
        vm.assertTrue(bytes(broken).length == 0, broken);
        purses();
        stakes();
        vm.assertLe(token.totalSupply(), supplyAtStart + finals * rules.blockReward, "more was minted than rewards");
        vm.assertEq(vault.purseOf(address(rewards), 0), 0, "the rewards hold tokens");
        vm.assertEq(vault.purseOf(address(court), 0), 0, "the court holds tokens");
        if (isHonest() && !hasEnded && firstDuty == 0) {
            vm.assertLe(wealthOfMallory(), putIn + allowed, "M3: the adversary has gained");
            vm.assertEq(token.balanceOf(alice), aliceEarned, "M2: the reward of a won bid is not P8.3's");
        }
    }

    /// @dev Each purse is what it owes, to the wei, and the vault holds all purses and what was given to it.
    function purses() private view {
        (uint256 registryOwes, uint256 auctionOwes) = (owedByRegistry(), owedByAuction());
        vm.assertEq(vault.purseOf(address(registry), 0), registryOwes, "the registry's purse is not the stakes");
        vm.assertEq(vault.purseOf(address(auction), 0), auctionOwes, "the auction's purse is not balances and escrows");
        for (uint8 asset; asset < 2; ++asset) {
            uint256 bridgeOwes = owedByBridge(asset);
            vm.assertEq(bridge.escrowOf(asset), bridgeOwes, "the bridge's purse is not what users own");
            uint256 all = asset == 0 ? bridgeOwes + registryOwes + auctionOwes + donated0 : bridgeOwes + donated1;
            uint256 held = asset == 0 ? token.balanceOf(address(vault)) : other.balanceOf(address(vault));
            vm.assertEq(held, all, "the vault does not hold what is owed");
        }
    }

    function owedByRegistry() internal view returns (uint256 sum) {
        for (uint16 seat; seat < MOST_SEATS + 2; ++seat) {
            sum += stakeOf(seat);
        }
    }

    function owedByAuction() internal view returns (uint256 sum) {
        sum = auction.balanceOf(alice) + auction.balanceOf(bob) + auction.balanceOf(mallory)
            + auction.balanceOf(address(accomplice));
        for (uint256 i = firstOpen; i < blocks.length; ++i) {
            if (!auction.commitmentOf(blocks[i].id).settled) sum += escrowOf(blocks[i]);
        }
    }

    function owedByBridge(uint8 asset) internal view returns (uint256 sum) {
        sum = ledger.reserves[asset];
        for (uint256 i; i < 4; ++i) {
            if (!hasEscaped[i]) sum += ledger.balances[i][asset];
        }
        for (uint256 m = bridge.messagesConsumed(); m < messages.length; ++m) {
            Message storage message = messages[m];
            if (message.kind != OTHER && message.asset == asset && !isBack[m]) sum += message.amount;
        }
        for (uint256 i = firstOpen; i < blocks.length; ++i) {
            Tracked storage t = blocks[i];
            if (t.isFinal && !t.isWithdrawn && t.asset == asset) sum += t.withdrawn;
        }
    }

    /// @dev M1: nothing that the others do takes an honest seat's stake.
    function stakes() private view {
        if (hasEnded || !isHonest()) return;
        for (uint16 seat; seat < HONEST; ++seat) {
            vm.assertEq(stakeOf(seat), STAKE, "M1: an honest seat has lost stake");
        }
    }
}
