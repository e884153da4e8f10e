// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {CourtSettings, Settings} from "../../src/Types.sol";
import {IRollupConstants} from "../../src/interfaces/IRollupConstants.sol";
import {AuctionFixture} from "../fixtures/AuctionFixture.sol";

/// @notice A14: windows of one second where L1 has slots of twelve. In the first version they were legal, nothing ever landed, and deposits
/// were locked in. L1 cannot check how long its slots are: `slotTime` is what the deployer says.
contract A14DeadSettingsTest is AuctionFixture {
    function deployWith(Settings memory s, CourtSettings memory c) external {
        create("RollupConstants.sol", abi.encode(s, c, parts));
    }

    function refused(Settings memory s, CourtSettings memory c, bytes32 setting, uint256 value, uint256[2] memory range)
        internal
    {
        vm.expectRevert(
            abi.encodeWithSelector(IRollupConstants.SettingOutOfRange.selector, setting, value, range[0], range[1])
        );
        this.deployWith(s, c);
    }

    function test_aWindowInWhichNothingLandsIsRefused() public {
        (Settings memory s, CourtSettings memory c) = (settings(), courtSettings());
        s.proposalWindow = 1;
        refused(s, c, "proposalWindow", 1, [uint256(60), 1 days]);
        (s.proposalWindow, s.proofWindow) = (60, 1);
        refused(s, c, "proofWindow", 1, [uint256(60), 7 days]);
        (s.proofWindow, s.uncleWindow) = (600, 1);
        refused(s, c, "uncleWindow", 1, [uint256(60), 30 days]);
    }

    /// Whoever is reported needs the time to prove and to be included.
    function test_aContestWindowInWhichNobodyCanAnswerIsRefused() public {
        (Settings memory s, CourtSettings memory c) = (settings(), courtSettings());
        c.contestWindow = 1;
        refused(s, c, "contestWindow", 1, [uint256(600), 30 days]);
        (c.contestWindow, c.reportWindow) = (600, 1);
        refused(s, c, "reportWindow", 1, [uint256(60), 30 days]);
    }

    /// A message cannot be due before any block could have taken it.
    function test_aMessageThatIsDueAtOnceIsRefused() public {
        (Settings memory s, CourtSettings memory c) = (settings(), courtSettings());
        s.inclusionDelay = 1;
        refused(s, c, "inclusionDelay", 1, [uint256(720), 30 days]);
    }
}
