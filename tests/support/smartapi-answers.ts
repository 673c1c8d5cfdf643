/** Rows and data as the broker writes them, one good sample for every endpoint; values are those of the broker's documentation where it has some. */
import type {
  WireFunds,
  WireProfile,
  WireTokens,
} from '../../src/contract/wire/smartapi-account.ts';
import type { WireGttRule } from '../../src/contract/wire/smartapi-gtt.ts';
import type { WireCandle, WireOpenInterest } from '../../src/contract/wire/smartapi-history.ts';
import type { WireLtp, WireScrip } from '../../src/contract/wire/smartapi-lookup.ts';
import type { WireCharges, WireMargin } from '../../src/contract/wire/smartapi-margin.ts';
import type { WireFullQuote, WireQuotes } from '../../src/contract/wire/smartapi-market.ts';
import type { WireOrderRow, WireTradeRow } from '../../src/contract/wire/smartapi-order-rows.ts';
import type { WirePlaceData } from '../../src/contract/wire/smartapi-orders.ts';
import type {
  WireAllHoldings,
  WireHoldingRow,
  WirePositionRow,
} from '../../src/contract/wire/smartapi-portfolio.ts';

export const TOKENS: WireTokens = {
  jwtToken: 'eyJhbGciOiJIUzUxMiJ9.one.two',
  refreshToken: 'eyJhbGciOiJIUzUxMiJ9.three.four',
  feedToken: '0123456789',
};

export const PROFILE: WireProfile = {
  clientcode: 'T12345',
  name: 'TEST TRADER',
  email: '',
  mobileno: '',
  exchanges: ['nse_fo', 'nse_cm', 'bse_cm'],
  products: ['MIS', 'NRML', 'CNC'],
  lastlogintime: '',
  brokerid: 'B2C',
};

export const FUNDS: WireFunds = {
  net: '9999999999999.99',
  availablecash: '9999.5',
  availableintradaypayin: '0',
  availablelimitmargin: '0',
  collateral: '0',
  m2munrealized: '-12.35',
  m2mrealized: '0',
  utiliseddebits: null,
  utilisedspan: '0',
  utilisedoptionpremium: '0',
  utilisedholdingsales: '0',
  utilisedexposure: '0',
  utilisedturnover: '0',
  utilisedpayout: '0',
};

export const PLACED: WirePlaceData = {
  script: 'SBIN-EQ',
  orderid: '200910000000111',
  uniqueorderid: '34reqfachdfih',
};

/** Half filled: 74 of 1000. */
export const ORDER_ROW: WireOrderRow = {
  variety: 'NORMAL',
  ordertype: 'LIMIT',
  producttype: 'DELIVERY',
  duration: 'DAY',
  price: 195.05,
  triggerprice: 0,
  quantity: '1000',
  disclosedquantity: '0',
  squareoff: 0,
  stoploss: 0,
  trailingstoploss: 0,
  tradingsymbol: 'SBIN-EQ',
  transactiontype: 'BUY',
  exchange: 'NSE',
  symboltoken: '3045',
  instrumenttype: '',
  strikeprice: -1,
  optiontype: '',
  expirydate: '',
  lotsize: '1',
  cancelsize: '0',
  averageprice: 194.5,
  filledshares: '74',
  unfilledshares: '926',
  orderid: '201020000000080',
  text: '',
  status: 'open',
  orderstatus: 'open',
  updatetime: '20-Oct-2020 13:10:59',
  exchtime: '20-Oct-2020 13:10:58',
  exchorderupdatetime: '20-Oct-2020 13:10:59',
  fillid: '',
  filltime: '',
  parentorderid: '',
  ordertag: 'ABC01000000001A',
  uniqueorderid: '34reqfachdfih',
  exchangeorderid: '1100000000048358',
};

export const TRADE_ROW: WireTradeRow = {
  exchange: 'NSE',
  producttype: 'DELIVERY',
  tradingsymbol: 'ITC-EQ',
  instrumenttype: '',
  symbolgroup: 'EQ',
  strikeprice: '-1',
  optiontype: '',
  expirydate: '',
  marketlot: '1',
  precision: '2',
  multiplier: '-1',
  tradevalue: '175.00',
  transactiontype: 'BUY',
  fillprice: '175.00',
  fillsize: '1',
  orderid: '201020000000095',
  fillid: '50005750',
  filltime: '13:27:53',
};

export const POSITION_ROW: WirePositionRow = {
  exchange: 'NSE',
  symboltoken: '2885',
  producttype: 'DELIVERY',
  tradingsymbol: 'RELIANCE-EQ',
  symbolname: 'RELIANCE',
  instrumenttype: '',
  priceden: '1',
  pricenum: '1',
  genden: '1',
  gennum: '1',
  precision: '2',
  multiplier: '-1',
  boardlotsize: '1',
  buyqty: '1',
  sellqty: '0',
  buyamount: '2235.80',
  sellamount: '0',
  symbolgroup: 'EQ',
  strikeprice: '-1',
  optiontype: '',
  expirydate: '',
  lotsize: '1',
  cfbuyqty: '0',
  cfsellqty: '0',
  cfbuyamount: '0',
  cfsellamount: '0',
  buyavgprice: '2235.80',
  sellavgprice: '0',
  avgnetprice: '2235.80',
  netvalue: '- 2235.80',
  netqty: '1',
  totalbuyvalue: '2235.80',
  totalsellvalue: '0',
  cfbuyavgprice: '0',
  cfsellavgprice: '0',
  totalbuyavgprice: '2235.80',
  totalsellavgprice: '0',
  netprice: '2235.80',
  pnl: '7.15',
  realised: '-0.00',
  unrealised: '7.15',
  ltp: '2242.95',
  close: '2240.00',
};

export const HOLDING_ROW: WireHoldingRow = {
  tradingsymbol: 'TATASTEEL-EQ',
  exchange: 'NSE',
  isin: 'INE081A01020',
  t1quantity: 0,
  realisedquantity: 2,
  quantity: 2,
  authorisedquantity: 0,
  product: 'DELIVERY',
  collateralquantity: null,
  collateraltype: null,
  haircut: 0,
  averageprice: 111.87,
  ltp: 130.15,
  symboltoken: '3499',
  close: 129.6,
  profitandloss: 37,
  pnlpercentage: 16.34,
};

export const ALL_HOLDINGS: WireAllHoldings = {
  holdings: [HOLDING_ROW],
  totalholding: {
    totalholdingvalue: 5294,
    totalinvvalue: 5116,
    totalprofitandloss: 178.14,
    totalpnlpercentage: 3.48,
  },
};

export const LTP: WireLtp = {
  exchange: 'NSE',
  tradingsymbol: 'SBIN-EQ',
  symboltoken: '3045',
  open: 186,
  high: 191.25,
  low: 185,
  close: 187.8,
  ltp: 191,
};

export const SCRIP: WireScrip = {
  exchange: 'NSE',
  tradingsymbol: 'SBIN-EQ',
  symboltoken: '3045',
};

const LEVEL = { price: 568.2, quantity: 511, orders: 2 };

export const FULL_QUOTE: WireFullQuote = {
  exchange: 'NSE',
  tradingSymbol: 'SBIN-EQ',
  symbolToken: '3045',
  ltp: 568.2,
  open: 567.4,
  high: 569.35,
  low: 566.1,
  close: 567.4,
  lastTradeQty: 1,
  exchFeedTime: '21-Jun-2023 10:46:10',
  exchTradeTime: '21-Jun-2023 10:46:09',
  netChange: -0.8,
  percentChange: -0.14,
  avgPrice: 567.83,
  tradeVolume: 3556150,
  opnInterest: 0,
  lowerCircuit: 510.65,
  upperCircuit: 624.15,
  totBuyQuan: 839549,
  totSellQuan: 1284767,
  '52WeekLow': 430.7,
  '52WeekHigh': 629.55,
  depth: { buy: [LEVEL, LEVEL, LEVEL, LEVEL, LEVEL], sell: [LEVEL, LEVEL, LEVEL, LEVEL, LEVEL] },
};

export const QUOTES: WireQuotes = {
  fetched: [FULL_QUOTE],
  unfetched: [
    {
      exchange: 'NSE',
      symbolToken: '999',
      message: 'Symbol token cannot be empty',
      errorCode: 'AB4018',
    },
  ],
};

export const CANDLE: WireCandle = [
  '2023-09-06T11:15:00+05:30',
  19571.2,
  19573.35,
  19534.4,
  19552.05,
  0,
];

export const OPEN_INTEREST: WireOpenInterest = { time: '2024-06-07T09:15:00+05:30', oi: 9_867_000 };

export const MARGIN: WireMargin = {
  totalMarginRequired: 29612.35,
  marginComponents: {
    netPremium: 5060,
    spanMargin: 0,
    marginBenefit: 79876.5,
    deliveryMargin: 0,
    nonNFOMargin: 0,
    totOptionsPremium: 10100,
  },
};

const CHARGE_SUMMARY = {
  total_charges: 65.56,
  trade_value: 9500,
  breakup: [
    { name: 'Angel One Brokerage', amount: 20, msg: '', breakup: [] },
    {
      name: 'External Charges',
      amount: 5.29,
      msg: '',
      breakup: [{ name: 'Stamp Duty', amount: 1.5, msg: '', breakup: [] }],
    },
  ],
};

export const CHARGES: WireCharges = { summary: CHARGE_SUMMARY, charges: [CHARGE_SUMMARY] };

export const GTT_RULE: WireGttRule = {
  id: '1',
  status: 'NEW',
  createddate: '2026-11-20T10:00:00+05:30',
  updateddate: '2026-11-20T10:00:01+05:30',
  expirydate: '2027-11-20T00:00:00+05:30',
  clientid: 'T12345',
  tradingsymbol: 'SBIN-EQ',
  symboltoken: '3045',
  exchange: 'NSE',
  producttype: 'DELIVERY',
  transactiontype: 'BUY',
  price: 195.5,
  qty: 1,
  triggerprice: 200,
  disclosedqty: 1,
  gttType: 'GENERIC',
  stoplossprice: 0,
  stoplosstriggerprice: 0,
};
